#[envelope(error(when = "error.code", message = "error.message", code = "error.code", details = "error.details"))]
#[envelope(error(message = "msg", code = "error_code", fields = "problems"))]
pub struct Envelope;
