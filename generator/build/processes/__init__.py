"""Work that other processes do, forked ones or those of any executor: what it is, nothing here knows."""
