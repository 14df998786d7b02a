/* fiber.c -- see fiber.h.
 *
 * ucontext enters a stack once, when it is made. From then on _setjmp and _longjmp switch: swapcontext asks the kernel for
 * the signal mask each time (QEMU's coroutines do likewise). glibc's checked longjmp takes a jump to another stack for
 * a mistake, so it is not used here. */
#undef _FORTIFY_SOURCE
#include "loop/fiber.h"

#include <setjmp.h>
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

struct place {
	jmp_buf at;
};

struct fiber {
	struct place start, here; /* where a run begins; where it goes on */
	struct fiber *next;	  /* kept for reuse */
	unsigned char *stack;	  /* lowest usable address; the guard page is below */
	void (*run)(void *);
	void *arg;
	bool ended;
	void *fake_stack; /* ASan's */
};

/* Who resumed the current fiber. */
struct resumer {
	struct place here;
	const void *bottom; /* of his stack; this and what follows for ASan */
	size_t size;
	void *fake_stack;
};

static struct fiber *current;
static struct resumer resumer;
static struct fiber *kept;
static unsigned kept_count;
static size_t high_water;

/* ASan is told of each switch before and after it. */
static void into_fiber_begin(struct fiber *f)
{
	current = f;
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_start_switch_fiber(&resumer.fake_stack, f->stack, STACK_BYTES);
#endif
}

static void into_fiber_end(void *fake_stack)
{
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(fake_stack, &resumer.bottom, &resumer.size);
#else
	(void)fake_stack;
#endif
}

static void out_of_fiber_begin(void **fake_stack)
{
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_start_switch_fiber(fake_stack, resumer.bottom, resumer.size);
#else
	(void)fake_stack;
#endif
}

static void out_of_fiber_end(void)
{
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(resumer.fake_stack, NULL, NULL);
#endif
	current = NULL;
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

/* The first frame of every stack, left for good when the stack is: it has no variables that a second return of
 * _setjmp could spoil. */
static void fiber_main(void)
{
	into_fiber_end(NULL);
	if (!_setjmp(current->start.at)) {
		out_of_fiber_begin(NULL);
		_longjmp(resumer.here.at, 1);
	}
	into_fiber_end(NULL);
	current->run(current->arg);
	fiber_exit();
}

static __attribute__((noinline)) void context_enter(const ucontext_t *context)
{
	ucontext_t left;

	if (!_setjmp(resumer.here.at))
		swapcontext(&left, context);
}

/* Goes once into the new stack, perhaps from within a fiber, to note where its runs begin. Apart, because gcc takes getcontext() for a function that
 * may return twice. */
static __attribute__((noinline)) void stack_begin(struct fiber *f)
{
	struct fiber *maker = current;
	struct resumer before = resumer;
	ucontext_t context;

	getcontext(&context);
	context.uc_stack.ss_sp = f->stack;
	context.uc_stack.ss_size = STACK_BYTES;
	context.uc_link = NULL;
	makecontext(&context, fiber_main, 0);
	into_fiber_begin(f);
	context_enter(&context);
	out_of_fiber_end();
	resumer = before;
	current = maker;
}

static struct fiber *fiber_make(void)
{
	struct fiber *f = fault("malloc") ? NULL : calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->stack = stack_map();
	if (!f->stack) {
		free(f);
		return NULL;
	}
	stack_begin(f);
	return f;
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

struct fiber *fiber_new(void (*run)(void *), void *arg)
{
	struct fiber *f = fiber_take();

	if (!f)
		return NULL;
	f->run = run;
	f->arg = arg;
	f->ended = false;
	f->here = f->start;
	return f;
}

static __attribute__((noinline)) void place_switch(struct place *from, struct place *to)
{
	if (!_setjmp(from->at))
		_longjmp(to->at, 1);
}

bool fiber_resume(struct fiber *f)
{
	bool more;

	must(!current);
	into_fiber_begin(f);
	place_switch(&resumer.here, &f->here);
	out_of_fiber_end();
	more = !f->ended;
	if (!more)
		fiber_keep(f);
	return more;
}

static void fiber_leave(struct fiber *f)
{
	out_of_fiber_begin(f->ended ? NULL : &f->fake_stack);
	place_switch(&f->here, &resumer.here);
	into_fiber_end(f->fake_stack);
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
