//! Writes a small PDF.

use std::fmt::Write as _;

/// Returns a valid PDF of one page that shows a line of text.
pub fn page(text: &str) -> Vec<u8> {
    let shown: String = text
        .chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .flat_map(|c| {
            matches!(c, '(' | ')' | '\\')
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect();
    let content = format!("BT /F1 18 Tf 72 770 Td ({shown}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut table = String::new();
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = out.len();
    let size = objects.len() + 1;
    let _ = write!(
        out,
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n\
         startxref\n{start}\n%%EOF\n"
    );
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_at_the_objects() {
        let text = String::from_utf8(page("Invoice (1) \u{e1}")).unwrap();
        assert!(text.contains("(Invoice \\(1\\) )"));
        let start: usize = text
            .rsplit("startxref\n")
            .next()
            .and_then(|rest| rest.split('\n').next()?.parse().ok())
            .unwrap();
        assert!(text[start..].starts_with("xref\n0 6\n"));
        for (index, line) in text[start..].lines().skip(3).take(5).enumerate() {
            let at: usize = line[..10].parse().unwrap();
            assert!(text[at..].starts_with(&format!("{} 0 obj", index + 1)));
        }
    }
}
