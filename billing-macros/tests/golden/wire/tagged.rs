//! Enums whose variants have payloads: by tag.

#[derive(Wire)]
#[wire(tag = "kind")]
pub enum Shape {
    #[wire(value = "circle")]
    Circle(Circle),
    #[wire(value = 4, value = "square")]
    Square(Square),
}
