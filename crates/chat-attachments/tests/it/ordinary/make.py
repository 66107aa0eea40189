"""Writes the files of this folder, as common programs write them.

Needs python-docx, openpyxl, XlsxWriter, python-pptx, reportlab, odfpy and Pillow.
"""

import io
import pathlib
import random

import docx
import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

FOLDER = pathlib.Path(__file__).parent


def picture(kind="PNG", size=(40, 30), **options):
    noise = random.Random(7)
    image = Image.new("RGB", size)
    image.putdata([(noise.randrange(256), x % 256, 128) for x in range(size[0] * size[1])])
    out = io.BytesIO()
    image.save(out, kind, **options)
    out.seek(0)
    return out


def word():
    document = docx.Document()
    document.add_heading("Visit of 5 May", 0)
    document.add_paragraph("Take 5 mg /daily with <water> & food.")
    document.add_picture(picture(), width=docx.shared.Cm(3))
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Dose"
    document.save(FOLDER / "python-docx.docx")


def workbooks():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [("Day", "Pulse"), ("Monday", 71), ("Tuesday", 69)]:
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "E5")
    sheet["A5"].hyperlink = "https://clinic.example/"
    book.save(FOLDER / "openpyxl.xlsx")
    book = xlsxwriter.Workbook(str(FOLDER / "xlsxwriter.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Day", "Pulse"])
    sheet.write_formula(1, 1, "=SUM(A1:A9)")
    sheet.insert_image(3, 3, "a.png", {"image_data": picture()})
    sheet.write_comment("A1", "as measured at home")
    book.close()


def slides():
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Pulse"
    data = CategoryChartData()
    data.categories = ["Monday", "Tuesday"]
    data.add_series("Pulse", (71, 69))
    place = (Inches(1), Inches(2), Inches(4), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    slide.shapes.add_picture(picture("JPEG"), Inches(6), Inches(2))
    show.save(FOLDER / "python-pptx.pptx")


def pdfs():
    for name, compressed in [("reportlab.pdf", 1), ("reportlab-plain.pdf", 0)]:
        page = canvas.Canvas(str(FOLDER / name), pagesize=A4, pageCompression=compressed)
        page.setTitle("About /JavaScript and /Launch (a note)")
        page.drawString(90, 700, "Questions about /EmbeddedFile and /OpenAction")
        page.linkURL("https://example.org/JavaScript/Launch", (90, 690, 300, 710))
        page.drawInlineImage(Image.open(picture()), 90, 500)
        page.acroForm.textfield(name="pulse", x=90, y=400, width=90, height=20)
        page.showPage()
        page.save()


def open_documents():
    text = OpenDocumentText()
    text.text.addElement(P(text="Take 5 mg daily."))
    text.addPictureFromString(picture().read(), "image/png")
    text.save(str(FOLDER / "odfpy.odt"))
    sheet = OpenDocumentSpreadsheet()
    table = Table(name="Pulse")
    row = TableRow()
    row.addElement(TableCell(valuetype="float", value=71))
    table.addElement(row)
    sheet.spreadsheet.addElement(table)
    sheet.save(str(FOLDER / "odfpy.ods"))


def pictures():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Example", "Phone 9", 6
    exif[0x0132] = "2026:05:05 10:30:00"
    jpeg = picture("JPEG", (64, 48), exif=exif, quality=90, progressive=True, dpi=(72, 72))
    (FOLDER / "pillow.jpg").write_bytes(jpeg.read())
    frames = [Image.new("P", (24, 24), n) for n in range(5)]
    frames[0].save(FOLDER / "pillow.gif", save_all=True, append_images=frames[1:], duration=99)
    frames[0].save(FOLDER / "pillow.png", save_all=True, append_images=frames[1:], duration=99)
    pages = [Image.open(picture()) for _ in range(2)]
    pages[0].save(FOLDER / "pillow.pdf", save_all=True, append_images=pages[1:])


if __name__ == "__main__":
    word()
    workbooks()
    slides()
    pdfs()
    open_documents()
    pictures()
