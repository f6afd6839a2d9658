//! Tests of the generator from outside: what it reads, what it says, what it writes.

mod input;
