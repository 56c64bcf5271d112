"""OneRoster 1.2 CSV: a school's classes, people and enrolments as its other systems export them."""
