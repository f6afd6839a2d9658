//! Generates the client for the benchmarks.

fn main() -> Result<(), billing_codegen::Report> {
    billing_codegen::Generator::new("schemas/billingo").write_to_out_dir()
}
