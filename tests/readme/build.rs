//! Generates the client that the examples use.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()
}
