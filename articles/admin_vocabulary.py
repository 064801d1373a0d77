"""The desk's admin of what articles are filed under, and of the words that the checker and the search know."""

from django.contrib import admin
from django.db.models import Count, Q
from taggit import admin as taggit_admin

from articles import admin_actions
from articles.admin_forms import SectionForm, TagForm
from articles.models import Article, RiskyWord, Section, Synonym, Tag
from zones.granted_admin import AddressAdmin, NetworkAdmin

# Tags are ours; importing taggit's module above has registered its own, which nothing uses.
admin.site.unregister(taggit_admin.Tag)


@admin.register(Section)
class SectionAdmin(NetworkAdmin, AddressAdmin):
    """Sections: few, and the administrator's."""

    also_led_on = "，各城市页上的这个栏目和订阅也一样"
    instead_of_deleting = "先在文章列表里选中这些文章，用“移动所选文章”换到别的栏目，再删除。"

    form = SectionForm
    search_fields = ["name"]
    list_display = ["name", "slug", "order"]
    fields = ["name", "slug", "order"]


@admin.register(Tag)
class TagAdmin(NetworkAdmin):
    """Tags: renamed by changing the name, merged by an action; common to all cities."""

    form = TagForm
    actions = [admin_actions.merge_selected]
    search_fields = ["name"]
    list_display = ["name", "slug", "public_articles", "all_articles"]
    fields = ["name", "slug"]
    readonly_fields = ["slug"]
    ordering = ["-published_count", "name"]

    def get_queryset(self, request):
        """With exact counts: the one kept for the public pages is up to ten minutes old."""
        is_public = Q(tagged_articles__content_object__in=Article.objects.published())
        counts = {"articles": Count("tagged_articles"), "public": Count("tagged_articles", filter=is_public)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="公开文章", ordering="public")
    def public_articles(self, tag):
        return tag.public

    @admin.display(description="含草稿", ordering="articles")
    def all_articles(self, tag):
        return tag.articles


@admin.register(RiskyWord)
class RiskyWordAdmin(NetworkAdmin):
    """The checker's word list: the administrator's."""

    search_fields = ["word", "reason"]
    list_display = ["word", "reason"]
    fields = ["word", "reason", "except_before"]


@admin.register(Synonym)
class SynonymAdmin(NetworkAdmin):
    """What search takes for the same: the administrator's."""

    search_fields = ["words"]
    list_display = ["words"]
    fields = ["words"]
