//! The name of a type, as an application writes it.

/// The name without the modules, which an application may not be able to name: `Vec<Event>`.
pub(crate) fn type_name<T: ?Sized>() -> String {
    without_modules(std::any::type_name::<T>())
}

fn without_modules(name: &str) -> String {
    let is_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    let paths = name.split_inclusive(|letter| !is_path(letter));
    paths.map(|path| path.rsplit("::").next().unwrap_or(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::{type_name, without_modules};

    #[test]
    fn a_name_has_no_modules() {
        assert_eq!(type_name::<Option<Vec<std::time::Duration>>>(), "Option<Vec<Duration>>");
        assert_eq!(type_name::<(u8, &[std::num::NonZeroU8])>(), "(u8, &[NonZero<u8>])");
        assert_eq!(without_modules("my_app::State<dyn core::fmt::Debug + Send>"), "State<dyn Debug + Send>");
    }
}
