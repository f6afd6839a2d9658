//! Listed values and values of several forms.

#[derive(Wire)]
#[wire(Debug, PartialEq)]
pub enum Language {
    #[wire(rename = "hu")]
    Hungarian,
    en,
    #[wire(other)]
    Other(String),
}

#[derive(Wire)]
pub enum Kind {
    #[wire(value = 0)]
    Draft,
    #[wire(json = "null")]
    Nothing,
}

#[derive(Wire)]
pub enum Item {
    #[wire(key = "product_uid")]
    Product(Box<Product>),
    #[wire(accept(string), blank)]
    Amount(Decimal),
    Free(Free),
}

#[derive(Wire)]
#[wire(tag = "kind")]
pub enum Shape {
    #[wire(value = "circle")]
    Circle(Circle),
    #[wire(value = 4, value = "square")]
    Square(Square),
}
