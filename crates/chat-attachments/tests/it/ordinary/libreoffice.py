"""Writes the files of this folder that LibreOffice, Ghostscript, fpdf2 and WeasyPrint write.

Needs libreoffice-writer, libreoffice-calc, libreoffice-math, python3-uno and ghostscript. Run it with the Python that
has `uno`; with the argument `plain`, it writes those of fpdf2 and WeasyPrint with a Python that has them.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).parent
CHART = "12DCAE26-281F-416F-a234-c3086127382e"
FORMULA = "078B7ABA-54FC-457F-8551-6147e776a997"
SHEET = "47BBB4CB-CE4C-4E80-a591-42d9ae74950f"


def plain():
    import fpdf
    import weasyprint

    pdf = fpdf.FPDF()
    pdf.set_encryption(owner_password="owner")
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text="Printing is not allowed")
    pdf.output(FOLDER / "fpdf2-restricted.pdf")
    page = "<h1>Letter</h1><p><a href='https://example.org/'>JavaScript</a></p>"
    weasyprint.HTML(string=page).write_pdf(FOLDER / "weasyprint.pdf")


class Office:
    """A running LibreOffice."""

    def __init__(self, profile):
        import uno
        from com.sun.star.beans import PropertyValue

        self.property = PropertyValue
        accept = "socket,host=localhost,port=2002;urp;"
        options = ["--headless", "--norestore", f"--accept={accept}"]
        subprocess.Popen(["soffice", *options, f"-env:UserInstallation={profile.as_uri()}"])
        local = uno.getComponentContext()
        create = local.ServiceManager.createInstanceWithContext
        resolver = create("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(60):
            try:
                context = resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(1)
        create = context.ServiceManager.createInstanceWithContext
        self.desktop = create("com.sun.star.frame.Desktop", context)
        graphics = create("com.sun.star.graphic.GraphicProvider", context)
        picture = (FOLDER / "pillow.png").as_uri()
        self.graphic = graphics.queryGraphic(self.properties(URL=picture))

    def properties(self, **values):
        made = []
        for name, value in values.items():
            one = self.property()
            one.Name, one.Value = name, value
            made.append(one)
        return tuple(made)

    def new(self, kind):
        hidden = self.properties(Hidden=True)
        return self.desktop.loadComponentFromURL(f"private:factory/{kind}", "_blank", 0, hidden)

    def save(self, document, name, filter_name):
        document.storeToURL((FOLDER / name).as_uri(), self.properties(FilterName=filter_name))


def control(office, document, page, kind, at, **values):
    from com.sun.star.awt import Point, Size

    shape = document.createInstance("com.sun.star.drawing.ControlShape")
    shape.Size, shape.Position = Size(4000, 800), Point(1000, at)
    model = document.createInstance(f"com.sun.star.form.component.{kind}")
    model.Name = kind
    for name, value in values.items():
        setattr(model, name, value)
    shape.Control = model
    page.add(shape)


def writer(office):
    from com.sun.star.awt import Size

    document = office.new("swriter")
    text = document.Text
    cursor = text.createTextCursor()

    def insert(service, **values):
        part = document.createInstance(f"com.sun.star.text.{service}")
        for name, value in values.items():
            setattr(part, name, value)
        text.insertTextContent(cursor, part, False)
        return part

    text.insertString(cursor, "Discharge letter: ümlaut, 漢字, עברית\n", False)
    table = document.createInstance("com.sun.star.text.TextTable")
    table.initialize(2, 2)
    text.insertTextContent(cursor, table, False)
    table.getCellByName("A1").setValue(3)
    table.getCellByName("B2").setFormula("=sum <A1:B1>")
    insert("TextGraphicObject", Graphic=office.graphic, Size=Size(4000, 3000))
    insert("textfield.Annotation", Content="check the dose", Author="Dr. Park")
    insert("Footnote").setString("a note")
    for kind in [FORMULA, CHART, SHEET]:
        insert("TextEmbeddedObject", CLSID=kind)
    insert("TextFrame", Size=Size(5000, 2000)).setString("in a frame")
    insert("Bookmark", Name="here")
    insert("ContentIndex").update()
    text.insertString(cursor, "link", False)
    cursor.goLeft(4, True)
    cursor.HyperLinkURL = "https://example.org/"
    style = document.StyleFamilies.getByName("PageStyles").getByName("Standard")
    style.HeaderIsOn = style.FooterIsOn = True
    style.HeaderText.setString("Clinic")
    document.RecordChanges = True
    text.insertString(text.End, "tracked", False)
    for name, filter_name in [
        ("libreoffice.odt", "writer8"),
        ("libreoffice.docx", "MS Word 2007 XML"),
        ("libreoffice.doc", "MS Word 97"),
        ("libreoffice.rtf", "Rich Text Format"),
    ]:
        office.save(document, name, filter_name)
    document.close(True)


def form(office):
    document = office.new("swriter")
    for at, kind in enumerate(["TextField", "CheckBox", "DateField", "NumericField"]):
        control(office, document, document.DrawPage, kind, 1000 * at)
    office.save(document, "libreoffice-form.pdf", "writer_pdf_Export")
    document.close(True)
    pdf, out = FOLDER / "libreoffice-form.pdf", FOLDER / "ghostscript.pdf"
    quiet = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPDFA=2", "-sColorConversionStrategy=RGB"]
    subprocess.run([*quiet, "-sDEVICE=pdfwrite", f"-sOutputFile={out}", str(pdf)], check=True)


def calc(office):
    from com.sun.star.awt import Rectangle, Size
    from com.sun.star.sheet.DataPilotFieldOrientation import DATA, ROW
    from com.sun.star.table import CellAddress, CellRangeAddress

    document = office.new("scalc")
    sheet = document.Sheets.getByIndex(0)
    for row in range(1, 12):
        for column in range(4):
            sheet.getCellByPosition(column, row).Value = row * column
    for column, name in enumerate(["Day", "Dose", "Pulse", "external, dbPr"]):
        sheet.getCellByPosition(column, 0).String = name
    sheet.getCellByPosition(0, 14).Formula = "=SUM(A2:A12)"
    sheet.getCellByPosition(1, 14).Formula = '=HYPERLINK("https://example.org/";"x")'
    area = CellRangeAddress()
    area.EndColumn, area.EndRow = 3, 11
    sheet.Charts.addNewByName("chart", Rectangle(8000, 1000, 10000, 7000), (area,), True, True)
    sheet.Annotations.insertNew(CellAddress(), "a comment")
    shape = document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    shape.Size = Size(3000, 3000)
    sheet.DrawPage.add(shape)
    shape.Graphic = office.graphic
    document.NamedRanges.addNewByName("doses", "$Sheet1.$B$2:$B$12", CellAddress(), 0)
    tables = sheet.DataPilotTables
    pivot = tables.createDataPilotDescriptor()
    pivot.setSourceRange(area)
    fields = pivot.DataPilotFields
    fields.getByIndex(0).Orientation, fields.getByIndex(1).Orientation = ROW, DATA
    there = CellAddress()
    there.Row = 20
    tables.insertNewByName("pivot", there, pivot)
    for name, filter_name in [
        ("libreoffice.ods", "calc8"),
        ("libreoffice.xlsx", "Calc MS Excel 2007 XML"),
        ("libreoffice.xls", "MS Excel 97"),
    ]:
        office.save(document, name, filter_name)
    document.close(True)


if sys.argv[1:] == ["plain"]:
    plain()
else:
    with tempfile.TemporaryDirectory() as profile:
        running = Office(pathlib.Path(profile))
        for write in [writer, form, calc]:
            write(running)
        running.desktop.terminate()
        time.sleep(2)
