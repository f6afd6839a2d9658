//! Build-time generator.
