//! Generates the Billbora client.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/billbora").write_to_out_dir()
}
