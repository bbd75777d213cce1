/* Makes a program's clocks run slower: LD_PRELOAD this with SLOW_SPEED set to seconds of the program's per real second.

   Every clock starts at the true time and goes on at that speed; what waits for a while waits longer accordingly. Clocks of
   processor time are left alone. It covers what Minetest and the libraries that draw for it call. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CLOCKS 12
#define REAL(name) ((__typeof__(&name))real(#name))

static double speed = 1.0;
static double start[CLOCKS]; /* true time at which each clock began to be slow */

static void *real(const char *name) {
    void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.34");
    if (!found) found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
    return found ? found : dlsym(RTLD_NEXT, name);
}

static double seconds(const struct timespec *t) { return t->tv_sec + t->tv_nsec * 1e-9; }

static struct timespec timespec_of(double value) {
    if (value < 0) value = 0;
    struct timespec t = {(time_t)value, 0};
    t.tv_nsec = (long)((value - t.tv_sec) * 1e9);
    return t;
}

static int (*true_clock)(clockid_t, struct timespec *);

static int slowed(clockid_t id) {
    return id >= 0 && id < CLOCKS && id != CLOCK_PROCESS_CPUTIME_ID && id != CLOCK_THREAD_CPUTIME_ID;
}

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("SLOW_SPEED");
    true_clock = (int (*)(clockid_t, struct timespec *))real("clock_gettime");
    for (clockid_t id = 0; id < CLOCKS; id++) {
        struct timespec t;
        if (slowed(id) && true_clock(id, &t) == 0) start[id] = seconds(&t);
    }
    if (given && atof(given) > 0) speed = atof(given);
}

/* The true time at which a slowed clock will show this. */
static struct timespec when(clockid_t id, const struct timespec *shown) {
    return timespec_of(start[id] + (seconds(shown) - start[id]) / speed);
}

int clock_gettime(clockid_t id, struct timespec *t) {
    if (!true_clock) true_clock = (int (*)(clockid_t, struct timespec *))real("clock_gettime");
    int result = true_clock(id, t);
    if (result == 0 && speed != 1.0 && slowed(id)) *t = timespec_of(start[id] + (seconds(t) - start[id]) * speed);
    return result;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    (void)zone;
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec;
    t->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t *t) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}

int nanosleep(const struct timespec *wanted, struct timespec *left) {
    struct timespec longer = timespec_of(seconds(wanted) / speed);
    return REAL(nanosleep)(&longer, left);
}

int clock_nanosleep(clockid_t id, int flags, const struct timespec *wanted, struct timespec *left) {
    struct timespec longer = *wanted;
    if (slowed(id)) longer = flags & TIMER_ABSTIME ? when(id, wanted) : timespec_of(seconds(wanted) / speed);
    return REAL(clock_nanosleep)(id, flags, &longer, left);
}

int usleep(useconds_t microseconds) {
    struct timespec wanted = timespec_of(microseconds * 1e-6);
    return nanosleep(&wanted, NULL);
}

int select(int n, fd_set *restrict r, fd_set *restrict w, fd_set *restrict e, struct timeval *restrict wait) {
    if (!wait) return REAL(select)(n, r, w, e, NULL);
    double longer = (wait->tv_sec + wait->tv_usec * 1e-6) / speed;
    struct timeval t = {(time_t)longer, 0};
    t.tv_usec = (suseconds_t)((longer - t.tv_sec) * 1e6);
    return REAL(select)(n, r, w, e, &t);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
    struct timespec t = when(CLOCK_REALTIME, until);
    return REAL(sem_timedwait)(semaphore, &t);
}

int sem_clockwait(sem_t *restrict semaphore, clockid_t id, const struct timespec *restrict until) {
    struct timespec t = when(id, until);
    return REAL(sem_clockwait)(semaphore, id, &t);
}

int pthread_cond_timedwait(pthread_cond_t *restrict c, pthread_mutex_t *restrict m, const struct timespec *restrict until) {
    /* Which clock it means was told long before; the time since the machine started is far less than since 1970. */
    struct timespec t = when(until->tv_sec < 1000000000 ? CLOCK_MONOTONIC : CLOCK_REALTIME, until);
    return REAL(pthread_cond_timedwait)(c, m, &t);
}

int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t id, const struct timespec *until) {
    struct timespec t = when(id, until);
    return REAL(pthread_cond_clockwait)(c, m, id, &t);
}
