// A system that says "synced" and does nothing: preloaded, it makes a server lose at the next power
// cut what it acknowledged. The power cuts must find that, or they find nothing.
int fdatasync(int file) { (void)file; return 0; }
int fsync(int file) { (void)file; return 0; }
