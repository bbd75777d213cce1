/* Lets a game go on frame by frame: LD_PRELOAD this into a program that shows its pictures with SDL2 and OpenGL.

   Its clock stands while a picture is made and then goes on by one STEPS_RATE-th of a second. Each picture is written to the
   file descriptor STEPS_PICTURES: width and height as 32-bit numbers, then 4 bytes a pixel, blue first, bottom row first. Then
   the program waits for a line on STEPS_INPUT that says what keyboard and mouse do before the next: any number of
   "k KEY DOWN", "b BUTTON DOWN" or "m RIGHT DOWN", and "." at its end. A real keyboard and mouse are not heard. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUEUE 64
#define KEY_DOWN 0x300
#define TEXT_INPUT 0x303
#define MOUSE_MOTION 0x400
#define BUTTON_DOWN 0x401
#define MOUSE_WHEEL 0x403

typedef union { /* SDL_Event as far as it is needed */
    uint32_t type;
    struct { uint32_t type, time, window; uint8_t state, repeat, a, b; int32_t scancode, key; uint16_t mod; } k;
    struct { uint32_t type, time, window, which, state; int32_t x, y, right, down; } m;
    struct { uint32_t type, time, window, which; uint8_t button, state, clicks, a; int32_t x, y; } b;
    uint8_t size[64];
} Event;

static uint64_t frames, rate = 30;
static Event queue[QUEUE];
static int first, last;
static FILE *input;
static int output = -1;
static unsigned char *picture;
static size_t bytes;

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("STEPS_RATE");
    if (given && atoi(given) > 0) rate = atoi(given);
}

uint32_t SDL_GetTicks(void) { return (uint32_t)(frames * 1000 / rate); }

static void add(Event event) {
    if (last - first < QUEUE) queue[last++ % QUEUE] = event;
}

static void read_input(void) {
    char kind;
    while (fscanf(input, " %c", &kind) == 1 && kind != '.') {
        int a = 0, b = 0;
        Event event;
        memset(&event, 0, sizeof event);
        if (fscanf(input, "%d %d", &a, &b) != 2) break;
        if (kind == 'k') {
            event.k.type = KEY_DOWN + !b;
            event.k.state = b;
            event.k.key = a;
        } else if (kind == 'b') {
            event.b.type = BUTTON_DOWN + !b;
            event.b.button = a;
            event.b.state = b;
        } else {
            event.m.type = MOUSE_MOTION;
            event.m.right = a;
            event.m.down = b;
        }
        add(event);
    }
    if (feof(input)) _exit(0);
}

int SDL_PollEvent(Event *event) {
    static int (*real)(Event *);
    if (!real) real = (int (*)(Event *))dlsym(RTLD_NEXT, "SDL_PollEvent");
    int more;
    while ((more = real(event)) && event->type >= KEY_DOWN && event->type <= MOUSE_WHEEL)
        ;
    if (more) return more;
    if (first == last) return 0;
    *event = queue[first++ % QUEUE];
    return 1;
}

void SDL_GL_SwapWindow(void *window) {
    static void (*real)(void *), (*size)(void *, int *, int *), (*pixels)(int, int, int, int, unsigned, unsigned, void *);
    if (!real) {
        real = (void (*)(void *))dlsym(RTLD_NEXT, "SDL_GL_SwapWindow");
        size = (void (*)(void *, int *, int *))dlsym(RTLD_NEXT, "SDL_GetWindowSize");
        pixels = (void (*)(int, int, int, int, unsigned, unsigned, void *))dlsym(RTLD_NEXT, "glReadPixels");
        output = atoi(getenv("STEPS_PICTURES"));
        input = fdopen(atoi(getenv("STEPS_INPUT")), "r");
    }
    int width, height;
    size(window, &width, &height);
    if (bytes != (size_t)width * height * 4) picture = realloc(picture, bytes = (size_t)width * height * 4);
    pixels(0, 0, width, height, 0x80E1 /* BGRA */, 0x1401 /* bytes */, picture);
    real(window);
    frames++;
    uint32_t head[2] = {width, height};
    if (write(output, head, sizeof head) != sizeof head) _exit(0);
    for (size_t done = 0; done < bytes;) {
        ssize_t n = write(output, picture + done, bytes - done);
        if (n <= 0) _exit(0);
        done += n;
    }
    read_input();
}
