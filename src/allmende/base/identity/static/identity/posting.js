// The page is on its way to a log-in service: its only form is sent without a click.
document.getElementById("posting").submit();
