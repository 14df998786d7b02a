/* fiber.c -- see fiber.h. */
#include "loop/fiber.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/must.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define STACK_BYTES (4 * FIBER_STACK)
#else
#define STACK_BYTES FIBER_STACK
#endif
#define GUARD_BYTES 65536u /* more than one page, so that no single large frame steps over it */
#define FIBERS_KEPT 256

struct fiber {
	ucontext_t context;
	struct fiber *next;   /* kept for reuse */
	unsigned char *stack; /* lowest usable address; the guard page is below */
	void (*run)(void *);
	void *arg;
	bool ended;
#if defined(__SANITIZE_ADDRESS__)
	void *fake_stack;
#endif
};

static struct fiber *current;
static ucontext_t resumer;
static struct fiber *kept;
static unsigned kept_count;
static size_t high_water;
#if defined(__SANITIZE_ADDRESS__)
static const void *resumer_bottom;
static size_t resumer_size;
static void *resumer_fake;
#endif

static void switch_begin(void **fake, const void *bottom, size_t size)
{
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_start_switch_fiber(fake, bottom, size);
#else
	(void)fake, (void)bottom, (void)size;
#endif
}

static unsigned char *stack_map(void)
{
	unsigned char *p = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (mprotect(p, GUARD_BYTES, PROT_NONE) == 0)
		return p + GUARD_BYTES;
	munmap(p, GUARD_BYTES + STACK_BYTES); /* too many mappings */
	return NULL;
}

static void fiber_free(struct fiber *f)
{
	munmap(f->stack - GUARD_BYTES, GUARD_BYTES + STACK_BYTES);
	free(f);
}

/* Looks how deep a stack was used, by its untouched (zero) lower part in whole pages, without touching what
 * was not. */
static void stack_measure(const unsigned char *stack)
{
	unsigned char resident[STACK_BYTES / 4096];
	size_t i;

	if (mincore((void *)stack, STACK_BYTES, resident) != 0)
		return;
	for (i = 0; i < sizeof(resident) && !(resident[i] & 1); i++)
		;
	if (STACK_BYTES - i * 4096 > high_water)
		high_water = STACK_BYTES - i * 4096;
}

static void fiber_keep(struct fiber *f)
{
	static unsigned ended;

#if defined(__SANITIZE_ADDRESS__)
	__asan_unpoison_memory_region(f->stack, STACK_BYTES);
#endif
	if (ended++ % 64 == 0)
		stack_measure(f->stack);
	if (kept_count >= FIBERS_KEPT) {
		fiber_free(f);
		return;
	}
	f->next = kept;
	kept = f;
	kept_count++;
}

static void fiber_main(void)
{
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(NULL, &resumer_bottom, &resumer_size);
#endif
	current->run(current->arg);
	fiber_exit();
}

static struct fiber *fiber_make(void)
{
	struct fiber *f = fault("malloc") ? NULL : calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->stack = stack_map();
	if (f->stack)
		return f;
	free(f);
	return NULL;
}

static struct fiber *fiber_take(void)
{
	struct fiber *f = kept;

	if (fault("stack"))
		return NULL;
	if (!f)
		return fiber_make();
	kept = f->next;
	kept_count--;
	return f;
}

/* Apart, because gcc takes getcontext() for a function that may return twice. */
static __attribute__((noinline)) void context_make(struct fiber *f)
{
	getcontext(&f->context);
	f->context.uc_stack.ss_sp = f->stack;
	f->context.uc_stack.ss_size = STACK_BYTES;
	f->context.uc_link = NULL;
	makecontext(&f->context, fiber_main, 0);
}

struct fiber *fiber_new(void (*run)(void *), void *arg)
{
	struct fiber *f = fiber_take();

	if (!f)
		return NULL;
	f->run = run;
	f->arg = arg;
	f->ended = false;
	context_make(f);
	return f;
}

bool fiber_resume(struct fiber *f)
{
	bool more;

	must(!current);
	current = f;
#if defined(__SANITIZE_ADDRESS__)
	switch_begin(&resumer_fake, f->stack, STACK_BYTES);
#endif
	swapcontext(&resumer, &f->context);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(resumer_fake, NULL, NULL);
#endif
	current = NULL;
	more = !f->ended;
	if (!more)
		fiber_keep(f);
	return more;
}

static void fiber_leave(struct fiber *f)
{
#if defined(__SANITIZE_ADDRESS__)
	switch_begin(f->ended ? NULL : &f->fake_stack, resumer_bottom, resumer_size);
#else
	switch_begin(NULL, NULL, 0);
#endif
	swapcontext(&f->context, &resumer);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(f->fake_stack, &resumer_bottom, &resumer_size);
#endif
}

void fiber_yield(void)
{
	must(current);
	fiber_leave(current);
}

_Noreturn void fiber_exit(void)
{
	must(current);
	current->ended = true;
	fiber_leave(current);
	must(!"a fiber that ended was resumed");
	abort();
}

struct fiber *fiber_current(void)
{
	return current;
}

size_t fiber_high_water(void)
{
	return high_water;
}

static void on_segv(int signal, siginfo_t *info, void *context)
{
	static const char overflow[] = "fatal: a fiber ran off its stack (guard page)\n";
	unsigned char *at = info->si_addr;

	(void)context;
	if (current && at < current->stack && at >= current->stack - GUARD_BYTES)
		(void)!write(STDERR_FILENO, overflow, sizeof(overflow) - 1);
	/* SA_RESETHAND has put the default back: returning faults again and ends the process with the true
	 * signal. */
	(void)signal;
}

void fiber_guard_signals(void)
{
	static unsigned char alternate[65536];
	stack_t stack = {.ss_sp = alternate, .ss_size = sizeof(alternate)};
	struct sigaction action = {.sa_sigaction = on_segv,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};

	must(sigaltstack(&stack, NULL) == 0);
	must(sigaction(SIGSEGV, &action, NULL) == 0);
}

void fiber_end(void)
{
	while (kept) {
		struct fiber *next = kept->next;

		fiber_free(kept);
		kept = next;
	}
	kept_count = 0;
}
