//! A playbook just large enough to be whole, for tests to break and bend.

/// Its files.
pub const SMALL: [(&str, &str); 10] = [
    ("year.toml", include_str!("year.toml")),
    ("phases.toml", include_str!("phases.toml")),
    ("dictionaries.toml", include_str!("dictionaries.toml")),
    ("dispatch.toml", include_str!("dispatch.toml")),
    ("lights.toml", include_str!("lights.toml")),
    ("calendar.toml", include_str!("calendar.toml")),
    ("access.toml", include_str!("access.toml")),
    ("statistics.toml", include_str!("statistics.toml")),
    ("procedures.toml", include_str!("procedures.toml")),
    ("procedures/short.toml", include_str!("procedures/short.toml")),
];
