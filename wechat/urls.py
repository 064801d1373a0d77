"""The addresses that a page inside WeChat asks."""

from django.urls import path

from wechat import views

urlpatterns = [
    path("wechat/signature", views.signature, name="wechat_signature"),
    path("wechat/sdk.js", views.sdk, name="wechat_sdk"),
]
