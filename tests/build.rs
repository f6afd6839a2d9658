//! Generates the clients, as a crate that uses them would.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()?;
    billing_codegen::Generator::new("schemas/billbora").write_to_out_dir()
}
