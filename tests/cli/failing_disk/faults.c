/* A disk that fails: preloaded, it lets one operation on the files of one folder fail with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

/* Shared with the test: how many operations there were, and at which one to begin and to end. */
static struct { long done, from, until; } *control;
static const char *folder;

__attribute__((constructor)) static void start(void) {
    const char *file = getenv("DISK_FAULTS");
    folder = getenv("DISK_FAULTS_IN");
    int fd = file && folder ? open(file, O_RDWR) : -1;
    if (fd < 0) return;
    void *map = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map != MAP_FAILED) control = map;
}

static int fails(int fd) {
    char link[64], path[4096];
    if (!control) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder))) return 0;
    long turn = __atomic_add_fetch(&control->done, 1, __ATOMIC_SEQ_CST);
    if (turn < control->from || turn >= control->until) return 0;
    errno = EIO;
    return 1;
}

#define WRAP(type, name, parameters, arguments)                      \
    type name parameters {                                           \
        static type (*real) parameters;                              \
        if (!real) real = (type (*) parameters) dlsym(RTLD_NEXT, #name); \
        return fails(fd) ? -1 : real arguments;                      \
    }

WRAP(ssize_t, read, (int fd, void *to, size_t count), (fd, to, count))
WRAP(ssize_t, pread, (int fd, void *to, size_t count, off_t at), (fd, to, count, at))
WRAP(ssize_t, pread64, (int fd, void *to, size_t count, off64_t at), (fd, to, count, at))
WRAP(ssize_t, write, (int fd, const void *from, size_t count), (fd, from, count))
WRAP(ssize_t, pwrite, (int fd, const void *from, size_t count, off_t at), (fd, from, count, at))
WRAP(ssize_t, pwrite64, (int fd, const void *from, size_t count, off64_t at), (fd, from, count, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
