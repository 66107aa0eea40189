// Simulates a disk with slower syncs: preloaded, it waits SYNC_US microseconds after each. Unlike
// tracing, it costs no CPU time.
//
//     cc -shared -fPIC -O2 -o slow_sync.so slow_sync.c
//     SYNC_US=220 LD_PRELOAD=$PWD/slow_sync.so BENCH --bench
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

static int after(const char *name, int file) {
    int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int answer = sync(file);
    const char *text = getenv("SYNC_US");
    long wait = text ? atol(text) : 0;
    struct timespec time = {wait / 1000000, wait % 1000000 * 1000};
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); // else the kernel rounds the wait up by 50 µs
    nanosleep(&time, NULL);
    return answer;
}

int fdatasync(int file) { return after("fdatasync", file); }
int fsync(int file) { return after("fsync", file); }
