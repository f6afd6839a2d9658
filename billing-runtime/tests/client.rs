//! The client over a scripted transport and a manual clock.

mod api;
mod calls;
