"""Addresses around the list of what is due. A filter in them says nothing about anybody."""

from django.urls import path

from suixing.web.cases import covers, dates, feed, kept_answers, worklist

urlpatterns = [
    path("", worklist.cases, name="cases"),
    path("part/", worklist.part, name="cases_part"),
    path("assign/", worklist.assign, name="cases_assign"),
    path("dates-read/", dates.told, name="dates_told"),
    path("cover/", covers.cover, name="cover"),
    path("cover/<int:number>/end/", covers.end, name="cover_end"),
    path("feed/", feed.feed, name="case_feed"),
    path("feed/make/", feed.make, name="case_feed_make"),
    path("feed/end/", feed.end, name="case_feed_end"),
    path("templates/", kept_answers.templates, name="answer_templates"),
    path("templates/<int:number>/drop/", kept_answers.drop, name="answer_template_drop"),
    path("templates/<slug:which>/", kept_answers.new, name="answer_template_new"),
]
