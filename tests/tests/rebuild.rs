//! When a user's crate generates its client anew, and when it does not.

mod identical;
mod package;
mod scratch;

use scratch::Scratch;

#[test]
fn e1_22_an_untouched_folder_rebuilds_nothing() {
    let scratch = Scratch::new("untouched");
    let first = scratch.build();
    assert_eq!((first.runs, first.fresh), (1, false));
    let second = scratch.build();
    assert_eq!((second.runs, second.fresh), (1, true));
    assert_eq!(second.tree, first.tree);
    // A file of the crate that is no schema concerns the compiler, not the generator.
    scratch.write("src/lib.rs", &format!("{}\n// Changed.\n", scratch::LIB));
    let third = scratch.build();
    assert_eq!((third.runs, third.fresh), (1, false));
    // The same text again runs the generator, which then writes nothing.
    let before = scratch.written();
    scratch.write("schemas/shop/item.json", scratch::ITEM);
    assert_eq!(scratch.build().runs, 2);
    assert_eq!(scratch.written(), before);
}

#[test]
fn e1_22_a_changed_schema_regenerates() {
    let scratch = Scratch::new("changed");
    assert!(!scratch.build().has("pub colour"));
    let colour = scratch::ITEM.replace(
        "\"name\":",
        "\"colour\": { \"type\": \"string\" }, \"name\":",
    );
    scratch.write("schemas/shop/item.json", &colour);
    let built = scratch.build();
    assert!(
        built.runs == 2 && built.has("pub colour: Option<String>"),
        "{:?}",
        built.tree
    );
    let api = scratch::API.replace("get = \"/items\"", "get = \"/goods\"");
    scratch.write("schemas/shop/api.toml", &api);
    let built = scratch.build();
    assert!(
        built.runs == 3 && built.has("get = \"/goods\""),
        "{:?}",
        built.tree
    );
    // A file in a folder below counts as well.
    let size = r#"{ "title": "Size", "type": "object", "properties": { "metres": { "type": "number" } } }"#;
    scratch.write("schemas/shop/parts/size.json", size);
    let sized = colour.replace(
        "\"name\":",
        "\"size\": { \"$ref\": \"parts/size.json\" }, \"name\":",
    );
    scratch.write("schemas/shop/item.json", &sized);
    assert!(scratch.build().has("pub metres"));
    scratch.write(
        "schemas/shop/parts/size.json",
        &size.replace("metres", "inches"),
    );
    let built = scratch.build();
    assert!(built.runs == 5 && built.has("pub inches") && !built.has("pub metres"));
}

#[test]
fn e1_22_an_added_and_a_deleted_schema_regenerate() {
    let scratch = Scratch::new("deleted");
    let first = scratch.build();
    scratch.write("schemas/shop/other.json", scratch::ITEM);
    assert_eq!(scratch.build().runs, 2);
    scratch.delete("schemas/shop/other.json");
    let third = scratch.build();
    assert_eq!(third.runs, 3);
    assert_eq!(third.tree, first.tree);
    // What is named and gone is an error that says so, and what was generated stays.
    scratch.delete("schemas/shop/item.json");
    let error = scratch.try_build().unwrap_err();
    assert!(
        error.contains("item.json") && error.contains("api.toml"),
        "{error}"
    );
    scratch.write("schemas/shop/item.json", scratch::ITEM);
    assert_eq!(scratch.build().tree, first.tree);
}
