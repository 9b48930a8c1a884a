"""Reports: one source of numbers (`figures`) for screen, paper, files and API.

`history` reads what happened to each task, `flow` and `forecast` count with it and know no database, `charts` draws.
To follow a PDF, read `views.pdf.report_pdf`, `printing.order` (what is on its sheets), `pdf_jobs.ask` (who makes it,
and how far it is) and `pdf_worker.main`, the process that has WeasyPrint lay it out.
"""
