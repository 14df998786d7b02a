/* arena_test.c -- memory of a task: alignment, growth, large pieces, what is deferred, and running out of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/fault.h"

static void test_alloc(void **state)
{
	struct arena a = ARENA_EMPTY;
	size_t n, i;

	(void)state;
	/* Blocks are crossed, and no piece overlaps another: each keeps what was written to it. */
	for (n = 0; n < 3000; n += 7) {
		unsigned char *p = arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xaa, n);
	}
	assert_true(a.used >= 3000 / 7 * 1500);
	arena_end(&a);
	assert_int_equal(a.used, 0);
	assert_null(a.blocks);
	arena_end(&a);
}

static void test_large(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *small = arena_text(&a, "small"), *large = arena_alloc(&a, 1 << 20), *next = arena_alloc(&a, 32);

	(void)state;
	memset(large, 'x', 1 << 20);
	memset(next, 'y', 32);
	assert_string_equal(small, "small");
	assert_int_equal(next - small, 16); /* a large piece does not waste the rest of the block in use */
	assert_int_equal(large[(1 << 20) - 1], 'x');
	arena_end(&a);
	/* A large piece may also come first. */
	memset(arena_alloc(&a, 1 << 17), 'z', 1 << 17);
	assert_string_equal(arena_text(&a, "after"), "after");
	arena_end(&a);
}

static void test_texts(void **state)
{
	struct arena a = ARENA_EMPTY;
	char *long_text = arena_alloc(&a, 5001);
	int *numbers = arena_array(&a, int, 2);

	(void)state;
	memset(long_text, 'a', 5000);
	assert_string_equal(arena_text_n(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_text_n(&a, NULL, 0), "");
	assert_string_equal(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
	assert_string_equal(arena_printf(&a, "%s", ""), "");
	assert_int_equal(strlen(arena_printf(&a, "%s!", long_text)), 5001);
	numbers[0] = 1;
	numbers[1] = 2;
	numbers = arena_grow(&a, numbers, 2 * sizeof(int), 4 * sizeof(int));
	assert_int_equal(numbers[0], 1);
	assert_int_equal(numbers[1], 2);
	assert_int_equal(numbers[2], 0);
	assert_non_null(arena_grow(&a, NULL, 0, 8));
	arena_end(&a);
}

struct trace {
	struct arena *a;
	char said[16];
	size_t n;
};

static void say_a(void *arg)
{
	struct trace *t = arg;

	t->said[t->n++] = 'a';
}

static void say_b(void *arg)
{
	struct trace *t = arg;

	t->said[t->n++] = 'b';
	arena_alloc(t->a, 100); /* the arena still works here */
	arena_defer(t->a, say_a, t);
}

static void test_defer(void **state)
{
	struct arena a = ARENA_EMPTY;
	struct trace t = {&a, "", 0};

	(void)state;
	arena_defer(&a, say_a, &t);
	arena_defer(&a, say_b, &t);
	arena_defer(&a, say_a, &t);
	arena_end(&a);
	assert_string_equal(t.said, "abaa"); /* last first; what is deferred meanwhile runs too */
	arena_end(&a);
	assert_string_equal(t.said, "abaa");
}

static jmp_buf out;

static void leave(struct arena *a)
{
	(void)a;
	longjmp(out, 1);
}

static void test_out_of_memory(void **state)
{
	static struct arena a;
	struct trace t = {&a, "", 0};

	(void)state;
	a.out_of_memory = leave;
	arena_defer(&a, say_a, &t);
	fault_arm("malloc", 1, 1);
	if (setjmp(out) == 0) {
		arena_alloc(&a, 1 << 20);
		fail_msg("%s", "memory came from nowhere");
	}
	assert_int_equal(fault_disarm(), 1);
	assert_string_equal(arena_text(&a, "goes on"), "goes on");
	arena_end(&a);
	assert_string_equal(t.said, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_defer),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
