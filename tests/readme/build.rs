//! Generates the clients that the examples use.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()?;
    billing_codegen::Generator::new("schemas/billbora").write_to_out_dir()
}
