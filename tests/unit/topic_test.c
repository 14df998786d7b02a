/* topic_test.c -- what an admin types about topics and tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "forum/topic/topic_form.h"
#include "web/form.h"

static struct form sent(struct arena *a, const char *body)
{
	struct form f = {0};

	assert_true(form_read(a, slice_of(body), &f));
	return f;
}

/* Topics 7, 8, 9 and 10 stand in this order. */
static void test_order(void **state)
{
	static const struct {
		const char *typed, *ids;
	} cases[] = {
		{"", "7,8,9,10"},
		{"place-7=1&place-8=2&place-9=3&place-10=4", "7,8,9,10"},
		{"place-10=0", "10,7,8,9"},
		{"place-10=-3&place-9=-3", "9,10,7,8"},
		{"place-7=9&place-8=2&place-9=2&place-10=1", "10,8,9,7"},
		{"place-7=x&place-8=&place-9=999999999999999999999", "7,8,9,10"},
		{"up=9", "7,9,8,10"},
		{"up=7", "7,8,9,10"},
		{"up=99", "7,8,9,10"},
		{"down=7", "8,7,9,10"},
		{"down=10", "7,8,9,10"},
		{"place-10=0&up=10", "10,7,8,9"},
		{"place-10=0&up=7", "7,10,8,9"},
	};
	struct topic topics[4] = {{.id = 7}, {.id = 8}, {.id = 9}, {.id = 10}};
	struct topics all = {topics, 4};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct form f = sent(&a, cases[i].typed);
		const char *ids = text_joined(&a, topics_in_order(&a, &all, &f), ",");

		if (strcmp(ids, cases[i].ids) != 0)
			fail_msg("%s: %s", cases[i].typed, ids);
		arena_end(&a);
	}
}

static void test_form(void **state)
{
	static const struct {
		const char *typed, *slug; /* slug NULL: refused */
	} cases[] = {
		{"name=Bills&colour=1", "bills"},
		{"name=Bills+%26+more&colour=12&open=1", "bills-more"},
		{"name=Bills&slug=other&colour=1", "other"},
		{"name=Bills&slug=+other+&colour=1", "other"},
		{"name=Bills&slug=a-1-b&colour=1", "a-1-b"},
		{"name=Bills&slug=-a&colour=1", NULL},
		{"name=Bills&slug=a-&colour=1", NULL},
		{"name=Bills&slug=a--b&colour=1", NULL},
		{"name=Bills&slug=Bills&colour=1", NULL},
		{"name=Bills&slug=a%2Fb&colour=1", NULL},
		{"name=Bills&slug=%C3%A4&colour=1", NULL},
		{"name=Bills&colour=0", NULL},
		{"name=Bills&colour=13", NULL},
		{"name=Bills", NULL},
		{"name=&colour=1", NULL},
		{"name=+%E2%80%8B&colour=1", NULL},
		{"name=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&colour=1", NULL},
		{"colour=1", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = ARENA_EMPTY;
		struct form f = sent(&a, cases[i].typed);
		struct topic_form out;
		const char *wrong = topic_form_read(&a, "x", &f, &out);

		if (wrong ? cases[i].slug != NULL : !text_is(out.facts.slug, cases[i].slug))
			fail_msg("%s: %s", cases[i].typed, wrong ? wrong : out.facts.slug);
		arena_end(&a);
	}
}

static void test_tag_name(void **state)
{
	static const struct {
		const char *typed, *name;
	} cases[] = {{"SIM", "sim"}, {" dual sim ", "dual-sim"}, {"#esim", "esim"}, {"a, b", NULL},
		{"", NULL}, {" , ", NULL}, {"a/b", NULL}, {NULL, NULL}, {".", NULL}, {"..", NULL},
		{".net", ".net"}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = ARENA_EMPTY;
		const char *wrong, *name = tag_name_read(&a, cases[i].typed, &wrong);

		if (cases[i].name ? !text_is(name, cases[i].name) : name || !wrong)
			fail_msg("%s: %s", cases[i].typed, name ? name : "refused");
		arena_end(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_tag_name),
	};

	return cmocka_run_group_tests_name("topic", tests, NULL, NULL);
}
