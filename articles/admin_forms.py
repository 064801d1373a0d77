"""The desk's forms for articles: what an editor typed is checked here before anything is stored."""

from django import forms
from django.urls import reverse
from django.utils import timezone
from taggit.forms import TagField

from articles import body, edit_conflict
from articles.editor import BodyWidget
from articles.models import Article, Section, Tag
from articles.models.article_state import TAKEN_OFFLINE
from articles.pictures import FETCHED, offline_pictures, with_known_pictures, with_own_pictures
from plumbing import typed_fields
from zones.granted_admin import PinyinForm

MAX_TAGS = 20


class TagsField(TagField):
    """Names of tags, in whatever order; taggit's own field takes those for changed that are not in that of letters."""

    def has_changed(self, initial, data):
        try:
            return {tag.name for tag in initial or ()} != {*(self.clean(data) or ())}
        except forms.ValidationError:
            return True


class ArticleForm(forms.ModelForm):
    """An article as staff write it. `user` is set on the subclass made for each request."""

    user = None
    #: Those of the article that visitors cannot open now.
    offline_pictures = ()
    #: An edit_conflict.Conflict when somebody saved meanwhile.
    conflict = None

    # The revision the person began with; a newer one in the database means that somebody else saved meanwhile.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = typed_fields.LineField(
        label="修改说明", required=False, max_length=180, help_text="写给同事看：改了什么，为什么。可以不填。"
    )

    class Meta:
        # Markup is cleaned by `clean_body`.
        field_classes = {"body": forms.CharField, "tags": TagsField}
        help_texts = {"body": "可以从微信、Word、网页直接粘贴，图片拖进来或粘贴即上传；样式和脚本自动去掉。"}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "body": BodyWidget,
            "title": forms.Textarea(attrs={"rows": 1, "class": "vTextField desk-title"}),
        }

    def __init__(self, *args, instance=None, **kwargs):
        draft = instance.draft_revision if instance and instance.draft_revision_id else None
        if draft:
            # Editors go on from the draft; whoever needs the published story reads it from the database.
            instance.apply(draft.content)
            tags = [Tag(name=name) for name in draft.content["tags"]]
            kwargs["initial"] = {"tags": tags, **(kwargs.get("initial") or {})}
        super().__init__(*args, instance=instance, **kwargs)
        if "tags" in self.fields:
            self.fields["tags"].widget.attrs |= {"class": "vTextField", "data-offers": reverse("admin:autocomplete")}
        # Whose unsaved words a browser keeps, and of which article.
        self.fields["revision"].widget.attrs["data-keep"] = f"{self.user.pk}:{self.instance.pk or 'new'}"
        if self.instance.pk:
            self.initial["revision"] = self.instance.latest_number
            # Which of its pictures the editor is to say of why visitors do not see them.
            self.offline_pictures = offline_pictures(self.instance)
            if self.offline_pictures and "body" in self.fields:
                ids = " ".join(str(image.pk) for image in self.offline_pictures)
                self.fields["body"].widget.attrs["data-offline"] = ids
        else:
            self.fields["title"].widget.attrs["autofocus"] = True
        if self.is_bound and (newest := self._revision_shown()):
            # Of the fields that both people changed, those of which this one prefers the other's words.
            edit_conflict.take(self, self.data.getlist("_take"), newest)

    def clean_body(self):
        return with_known_pictures(body.clean(with_own_pictures(self.cleaned_data["body"])))

    def clean_tags(self):
        tags = self.cleaned_data["tags"]
        longest = Tag._meta.get_field("name").max_length
        if any(len(tag) > longest for tag in tags):
            raise forms.ValidationError(f"有一个标签超过 {longest} 个字，是不是忘了写顿号？")
        if len(tags) > MAX_TAGS:
            raise forms.ValidationError(f"最多 {MAX_TAGS} 个标签，现在有 {len(tags)} 个。")
        for tag in tags:
            Tag(name=tag).clean()
        return tags

    def clean(self):
        cleaned = super().clean()
        for name in {"published_at", "expires_at"} & cleaned.keys() - set(self.changed_data):
            # The browser knows it to the second.
            cleaned[name] = self.initial.get(name)
        self._refuse_to_overwrite(cleaned.get("revision") or 0)
        city = cleaned.get("city") or (cleaned["zone"].city if cleaned.get("zone") else None)
        if (
            self._will_be_published()
            and "city" in cleaned
            and not self.user.has_perm("articles.publish_article", Article(city=city))
        ):
            self.add_error("city", f"你不能在{city or '全网'}发布文章。")
        is_published = self.instance.status == Article.Status.PUBLISHED
        if "_publish" in self.data and "body" in cleaned and body.is_empty(cleaned["body"]):
            self.add_error("body", "正文是空的，写了内容才能发布。")
        if "_publish" in self.data and not is_published and Article(expires_at=cleaned.get("expires_at")).is_over():
            self.add_error("expires_at", "下线时间已经过了，请改掉或清空。")
        if is_published and cleaned.get("published_at", "not on the form") is None:
            # Left empty it would mean "now", and a story planned for next week would be out.
            self.add_error("published_at", "已发布或定时的文章要有发布时间；要它下线，请用“撤回”。")
        return cleaned

    def _will_be_published(self):
        return "_publish" in self.data or self.instance.status == Article.Status.PUBLISHED

    def _refuse_to_overwrite(self, began_with):
        """Refuse if there is a newer revision than the one on the person's screen.

        The row stays locked until what is saved is committed, so two people pressing at once come one after the other.
        """
        if not self.instance.pk:
            return
        # Read again what no revision keeps: a link withdrawn while the form was open stays withdrawn.
        self.instance.refresh_from_db(fields=["preview_number"], from_queryset=Article.objects.select_for_update())
        newer = list(self.instance.revisions.filter(number__gt=began_with).select_related("author"))
        if newer and newer[0] == self._revision_shown():
            return  # the person has been shown it, and it stays among the revisions
        if all(each.author is None and each.reason.startswith((FETCHED, TAKEN_OFFLINE)) for each in newer):
            return  # pictures that have been fetched, which `clean_body` puts in here as well, or that went offline
        if newer:
            # Of an article that had no revisions, the first is what it was.
            before = self.instance.revisions.filter(number=began_with or 1).first() or newer[-1]
            self.conflict = edit_conflict.merge(self, before, newer[0])
            raise forms.ValidationError(conflict_message(self.conflict))

    def _revision_shown(self):
        """The revision that somebody else saved and this person has been shown; None without one."""
        number = self.data.get("_overwrite", "")
        may_exist = self.instance.pk and number.isdecimal() and len(number) < 9
        return self.instance.revisions.filter(number=number).first() if may_exist else None


def conflict_message(conflict):
    """Who saved what meanwhile, and what to do now."""
    newest = conflict.newest
    labels = "、".join(label for _, label, _ in conflict.taken + conflict.clashes)
    changes = f"，改了{labels}" if labels else ""
    when = timezone.localtime(newest.created_at).strftime("%H:%M")
    return (
        f"{newest.author or '别人'}在 {when} 保存了第 {newest.number} 版{changes}。"
        "你的修改还没有保存，也没有覆盖别人的。你写的还在下面，请看改了什么，再保存。"
    )


class ReasonForm(forms.Form):
    """Why an article is withdrawn or sent back."""

    reason = typed_fields.LineField(label="原因", max_length=180, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(ReasonForm):
    """Why an article is withdrawn, and whether its pictures go with it."""

    with_pictures = forms.BooleanField(
        label="只有这篇用到的图片也一起下线",
        label_suffix="",
        required=False,
        help_text="别处还在用的图片不动，撤回后在文章页面上列出来。图片网址不再打得开；文章再发布时自动恢复。",
    )


class WithdrawSeveralForm(WithdrawForm):
    """The same of several."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_pictures"].label = "只有所选文章用到的图片也一起下线"


class MoveForm(forms.Form):
    """Where selected articles go: a city, a section, or both."""

    city = forms.ModelChoiceField(None, label="移到城市", required=False, empty_label="不改城市")
    section = forms.ModelChoiceField(Section.objects.all(), label="移到栏目", required=False, empty_label="不改栏目")

    def __init__(self, *args, cities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = cities

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("city") or cleaned.get("section")):
            raise forms.ValidationError("请选择要移到的城市或栏目。")
        return cleaned


class SectionForm(PinyinForm):
    """A section; the one that the home page shows is known there by its slug."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.initial.get("slug") == Section.POLICY_SLUG != slug:
            raise forms.ValidationError("首页的政策一栏靠这个拼音找到它，不能改；名称可以改。")
        return slug


class TagForm(forms.ModelForm):
    """A tag, whose name no other has in whatever letters: the constraint's kind message."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        if same := Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first():
            raise forms.ValidationError(f"已有标签“{same}”。")
        return name


class MergeForm(forms.Form):
    """The tag that takes the others' articles."""

    into = forms.ModelChoiceField(None, label="并入标签", empty_label=None)

    def __init__(self, *args, tags, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = tags
