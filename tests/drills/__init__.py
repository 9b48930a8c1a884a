"""What holds while things fail: real processes behind a real nginx, stopped and killed under load (`make drill`)."""
