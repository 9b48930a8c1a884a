// The sign-up form carries the time zone of the browser.
const field = document.querySelector("input[type='hidden'][name='time_zone']");
if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
