"""The variants that come with the project: kinds of case, and what a process can do to one."""

from . import (
    application,
    close_case,
    create_document,
    decide,
    enquiry,
    find_area,
    involve_unit,
    send_message,
    set_data,
)

KINDS = (application.KIND, enquiry.KIND)
SERVICE_ACTIONS = (
    close_case.ACTION,
    create_document.ACTION,
    decide.ACTION,
    find_area.ACTION,
    involve_unit.ACTION,
    send_message.ACTION,
    set_data.ACTION,
)
