//! Dates from and to the date crates, each behind its feature.
