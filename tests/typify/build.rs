//! Generates the client, as a crate that uses it would.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/shop").write_to_out_dir()
}
