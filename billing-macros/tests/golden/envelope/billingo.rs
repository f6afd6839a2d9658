#[envelope(success(name = "success", is(true, "true", 1), not(false, "false", 0)), kind = "type", data = "data", record(id = "id", attributes = "attributes"))]
#[envelope(error(message = "error", details = "errors"))]
pub struct Envelope;
