"""Files for other programs: what of a project each of them can hold. The lossless one is `boards.transfer.archive`."""
