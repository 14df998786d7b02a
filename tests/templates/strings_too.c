/* _("not this") */
static void f(struct x *v)
{
	show(_("one "
	       "two\n"),
		x_("nor this"), "_(\"nor that\")"); // _("nor here")
	count(counted(v->n, _("% answer"), _("% answers")));
	translate(_(v->text));
}
