"""Formats of other systems, each read into one kind of record (`course.CourseBuilder`) and from there into a course."""
