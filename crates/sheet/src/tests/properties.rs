//! What holds for every table.
