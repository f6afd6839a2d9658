use billing_runtime::Envelope;

#[derive(Envelope)]
#[envelope(succes(name = "success", is(true)))]
pub struct Unknown;

#[derive(Envelope)]
#[envelope(success(nam = "success", is(true)))]
pub struct UnknownInside;

#[derive(Envelope)]
#[envelope(success(name = "success"))]
pub struct NoYes;

#[derive(Envelope)]
#[envelope(success(name = "success", is(true, 1), not(1)))]
pub struct Both;

#[derive(Envelope)]
#[envelope(success(name = "success", is(yes)))]
pub struct WrongLiteral;

#[derive(Envelope)]
#[envelope(error(mesage = "error"))]
pub struct UnknownPart;

#[derive(Envelope)]
#[envelope(error(message = "error..text"))]
pub struct WrongPath;

#[derive(Envelope)]
#[envelope(record(id = "id"))]
pub struct HalfARecord;

#[derive(Envelope)]
#[envelope(data = "data", data = "more")]
pub struct Twice;

#[derive(Envelope)]
#[envelope(data = "data")]
pub struct Generic<T>(T);

#[derive(Envelope)]
#[envelope(data = "data")]
pub enum Choice {
    A,
}

#[derive(Envelope)]
#[envelope(data = "data")]
pub union Bits {
    a: u32,
}

fn main() {}
