//! Reports mistakes in `api.toml`.

use super::*;

#[test]
fn e1_20_mistakes_of_endpoints_come_out_together() {
    let input = Scratch::new("input");
    input.write("client.json", "{}").write(
        "api.toml",
        format!(
            "{API}
[endpoints.clients.get]
get = \"/clients/{{id}}\"
effect = \"read\"
returns = {{ one = \"client.json\" }}

[endpoints.clients.other]
get = \"/clients/other\"
effect = \"read\"
path = {{ id = {{ id = \"clients\" }} }}
returns = {{ one = \"client.json\" }}

[endpoints.clients.search]
get = \"/clients/search\"
effect = \"read\"
body = \"client.json\"
returns = {{ list = \"client.json\" }}

[endpoints.clients.list]
get = \"/clients/all\"
effect = \"read\"
returns = {{ list = \"client.json\" }}
"
        ),
    );
    let report = generate(&input).unwrap_err();
    let codes: Vec<&str> = report.codes().collect();
    for code in [
        "missing-parameter",
        "unknown-placeholder",
        "body-on-get",
        "duplicate-operation",
    ] {
        assert!(codes.contains(&code), "{code}: {report}");
    }
    assert_eq!(codes.len(), 4, "{report}");
}

#[test]
fn e1_21_every_method_needs_an_effect() {
    for method in ["get", "post", "put", "patch", "delete"] {
        let input = Scratch::new("input");
        input.write("client.json", "{}").write(
            "api.toml",
            API.replace("get =", &format!("{method} ="))
                .replace("effect = \"read\"\n", ""),
        );
        let report = generate(&input).unwrap_err();
        assert_eq!(
            report.codes().collect::<Vec<_>>(),
            ["missing-effect"],
            "{report}"
        );
    }
}

#[test]
fn properties_of_a_query_without_a_type_are_parameters() {
    let folder = Scratch::new("query");
    let query = "{ properties = { page = { type = \"integer\" } }, allOf = [{ properties = { size = { type = \"integer\" } } }] }";
    folder.write(
        "api.toml",
        format!("[api]\nname = \"a\"\nbase_url = \"https://a.example\"\n[endpoints.orders.find]\nget = \"/orders\"\neffect = \"read\"\nquery = {query}\nreturns = \"nothing\"\n"),
    );
    let tree = Generator::new(folder.path()).generate().unwrap();
    let text = tree.get("orders.rs").unwrap();
    for field in ["pub page: Option<Integer>", "pub size: Option<Integer>"] {
        assert!(text.contains(field), "{field}: {text}");
    }
}
