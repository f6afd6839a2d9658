//! The wire layer from the outside.
mod accept;
mod bridges;
mod checks;
mod depth;
mod draft4;
mod enums;
mod hostile;
mod members;
mod numbers;
mod strict;
mod tuples;
mod type_info;
mod unions;
