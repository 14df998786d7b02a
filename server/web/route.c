/* route.c -- see route.h. The patterns of the door become a tree, one level a segment; a path walks down it,
 * trying the constant first, then ":x", then "..x", and comes back up where a choice led nowhere. */
#include "web/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

#define PARAMS_MOST (sizeof(((struct route_match *)0)->params) / sizeof(struct form_field))
#define METHODS	    3 /* GET, HEAD (as GET), POST */

struct node {
	struct node *next; /* another constant at the same place */
	struct slice constant;
	struct node *constants, *one;			   /* below: "/name", "/:x" */
	struct slice before_one;			   /* of "/theme-:x": "theme-" */
	const struct route *here[METHODS], *rest[METHODS]; /* ends here; goes on with "/..x" */
};

static struct node *root;
static struct arena tree;

/* ---- making the tree ---- */

static bool same(struct slice a, struct slice b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

static struct node *constant_below(struct node *n, struct slice segment, bool make)
{
	struct node *c;

	for (c = n->constants; c; c = c->next)
		if (same(c->constant, segment))
			return c;
	if (!make)
		return NULL;
	c = arena_new(&tree, struct node);
	c->constant = segment;
	c->next = n->constants;
	n->constants = c;
	return c;
}

static struct node *one_below(struct node *n, struct slice before)
{
	if (!n->one) {
		n->one = arena_new(&tree, struct node);
		n->before_one = before;
	}
	must(same(n->before_one, before));
	return n->one;
}

/* A segment of a pattern. */
struct part {
	enum { PART_CONSTANT, PART_ONE, PART_REST } kind;
	struct slice before, name; /* of a parameter: "theme-" and "x" of "theme-:x" */
};

static struct part part_of(struct slice segment)
{
	const char *colon = segment.n ? memchr(segment.s, ':', segment.n) : NULL;
	size_t n = colon ? (size_t)(colon - segment.s) : 0;

	if (segment.n > 2 && memcmp(segment.s, "..", 2) == 0)
		return (struct part){PART_REST, .name = {segment.s + 2, segment.n - 2}};
	if (!colon || n + 1 == segment.n)
		return (struct part){PART_CONSTANT};
	return (struct part){PART_ONE, {segment.s, n}, {colon + 1, segment.n - n - 1}};
}

/* Sets the route for its method; two rows for the same are a mistake in the table. */
static void place(const struct route **places, const struct route *r)
{
	must(!places[r->method]);
	places[r->method] = r;
	if (r->method == HTTP_GET) {
		must(!places[HTTP_HEAD]);
		places[HTTP_HEAD] = r;
	}
}

static void route_add(const struct route *r)
{
	struct slice rest = slice_of(r->pattern + 1);
	struct node *n = root;
	size_t params = 0;

	must(r->pattern[0] == '/');
	while (rest.s) {
		struct slice segment = slice_cut(&rest, '/');
		struct part part = part_of(segment);

		params += part.kind != PART_CONSTANT;
		must(params <= PARAMS_MOST && (part.kind != PART_REST || !rest.s));
		if (part.kind == PART_REST)
			return place(n->rest, r);
		n = part.kind == PART_ONE ? one_below(n, part.before) : constant_below(n, segment, true);
	}
	place(n->here, r);
}

static void route_check(const struct route *r)
{
	bool reads = r->method == HTTP_GET;

	must(r->handle && r->method != HTTP_OTHER && r->method != HTTP_HEAD);
	switch (r->guard) {
	case GUARD_OPEN:
	case GUARD_PUBLIC:
		must(reads && r->roles == 0);
		break;
	case GUARD_SIGNED_IN:
		must(reads);
		break;
	case GUARD_FORM:
		must(!reads);
		break;
	case GUARD_GUEST:
		must(!reads && r->roles == 0);
		break;
	case GUARD_KEY:
		break;
	case GUARD_SIGNATURE:
		must(!reads);
	}
}

/* "/t/:thread" and "/t/:thread/..slug" both mean "/t/5": a table with both contradicts itself. */
static void ambiguity_check(const struct node *n)
{
	const struct node *c;
	int m;

	for (m = 0; m < METHODS; m++)
		must(!n->here[m] || !n->rest[m]);
	for (c = n->constants; c; c = c->next)
		ambiguity_check(c);
	if (n->one)
		ambiguity_check(n->one);
}

void routes_use(const struct route *routes, size_t n, enum door door)
{
	size_t i;

	arena_end(&tree);
	root = arena_new(&tree, struct node);
	for (i = 0; i < n; i++) {
		if (!(routes[i].doors & door))
			continue;
		route_check(&routes[i]);
		route_add(&routes[i]);
	}
	ambiguity_check(root);
}

/* ---- finding ---- */

struct walk {
	enum http_method method;
	struct slice values[PARAMS_MOST]; /* of the parameters on the way down */
	size_t n;
	unsigned allowed; /* methods that any row on the way has for this path */
};

/* The row of ${places} for the method; notes what other methods there are. */
static const struct route *pick(const struct route *const *places, struct walk *w)
{
	int m;

	for (m = 0; m < METHODS; m++)
		if (places[m])
			w->allowed |= 1u << m;
	return places[w->method];
}

static const struct route *walk_down(const struct node *n, struct slice rest, struct walk *w);

static const struct route *walk_with(const struct node *below, struct slice value, struct slice after,
	struct walk *w)
{
	const struct route *found;

	w->values[w->n++] = value;
	found = walk_down(below, after, w);
	if (!found)
		w->n--;
	return found;
}

/* Whether ${segment} can be the value of the parameter below ${n}; what the pattern has before it is cut off.
 */
static bool one_takes(const struct node *n, struct slice *segment)
{
	size_t before = n->before_one.n;

	if (segment->n <= before || memcmp(segment->s, n->before_one.s, before) != 0)
		return false;
	*segment = (struct slice){segment->s + before, segment->n - before};
	return true;
}

/* The row that ${rest} leads to below ${n}: rest.s is NULL when the path ends at ${n}. As deep as the
 * patterns are, never as deep as the path. */
static const struct route *walk_down(const struct node *n, struct slice rest, struct walk *w)
{
	const struct route *found = NULL;
	struct slice after = rest, segment;
	const struct node *below;

	if (!rest.s) {
		found = pick(n->here, w);
	} else {
		segment = slice_cut(&after, '/');
		below = constant_below((struct node *)n, segment, false);
		if (below)
			found = walk_down(below, after, w);
		if (!found && n->one && one_takes(n, &segment))
			found = walk_with(n->one, segment, after, w);
	}
	if (!found) {
		found = pick(n->rest, w);
		if (found)
			w->values[w->n++] = rest;
	}
	return found;
}

/* Gives the values on the way the names that stand in this route's own pattern. */
static void params_name(struct arena *a, const struct walk *w, struct route_match *out)
{
	struct slice rest = slice_of(out->route->pattern + 1);

	while (rest.s) {
		struct part part = part_of(slice_cut(&rest, '/'));
		struct form_field *p = &out->params[out->param_count];

		if (part.kind == PART_CONSTANT)
			continue;
		p->name = arena_text_n(a, part.name.s, part.name.n);
		p->value = arena_text_n(a, w->values[out->param_count].s, w->values[out->param_count].n);
		out->param_count++;
	}
}

struct route_match route_find(struct arena *a, enum http_method method, const char *path)
{
	struct route_match out = {0};
	struct walk w = {.method = method};

	must(root && method < METHODS);
	if (path[0] != '/')
		return out;
	out.route = walk_down(root, slice_of(path + 1), &w);
	out.allowed = w.allowed;
	if (out.route)
		params_name(a, &w, &out);
	return out;
}

const char *route_text(struct request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->param_count; i++)
		if (strcmp(rq->params[i].name, name) == 0)
			return rq->params[i].value;
	must(!"the route has no parameter of that name");
	return NULL;
}

int64_t route_int8(struct request *rq, const char *name)
{
	int64_t n = 0;

	return text_int8(route_text(rq, name), &n) ? n : 0;
}
