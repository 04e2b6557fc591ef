//! Further layouts.
