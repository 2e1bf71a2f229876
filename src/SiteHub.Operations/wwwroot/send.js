// The one form of the page is sent as soon as it is there. Its button does the same where there are no scripts.
document.forms[0].submit();
