//! Workbooks of any XML: tests and the fuzz target make them.

use std::io::{Cursor, Write};

/// The parts of a workbook in the order in which [`zipped`] takes them, each with what stands for
/// it where it is left out.
const PARTS: [(&str, &str); 5] = [
    ("xl/worksheets/sheet1.xml", ""),
    (
        "xl/sharedStrings.xml",
        "<sst><si><t>Order</t></si><si><t>Date</t></si><si><r><t>Pri</t></r><r><t>ce</t></r></si></sst>",
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];
/// Parts those of a workbook from each other.
const BETWEEN: u8 = 0x1e;

/// A workbook of the parts that stand in `bytes`: so its XML can be damaged where the archive around
/// it would hide it.
pub fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut given = bytes.split(|byte| *byte == BETWEEN);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("[Content_Types].xml", stored).unwrap();
    for (name, usual) in PARTS {
        let part = given.next().filter(|part| !part.is_empty()).unwrap_or(usual.as_bytes());
        zip.start_file(name, stored).unwrap();
        zip.write_all(part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
