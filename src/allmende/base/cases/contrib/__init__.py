"""The variants that come with the project: kinds of case, and what a process can do to one."""

from . import (
    application,
    ask_office,
    close_case,
    create_document,
    decide,
    enquiry,
    find_area,
    involve_unit,
    open_case,
    send_message,
    set_data,
)

KINDS = (application.KIND, enquiry.KIND)
SERVICE_ACTIONS = (
    ask_office.ACTION,
    close_case.ACTION,
    create_document.ACTION,
    decide.ACTION,
    find_area.ACTION,
    involve_unit.ACTION,
    open_case.ACTION,
    send_message.ACTION,
    set_data.ACTION,
)
