from django.urls import path

from appraisal.views import bulletin, indicators, lists, manager, mine, sheets, tokens, vetoes

urlpatterns = [
    path("", mine.my_list, name="my-appraisals"),
    path("<int:pk>/", mine.my_period, name="my-appraisal"),
    path("entries/<int:entry_pk>/object/", mine.object_to, name="appraisal-object"),
    path("periods/", manager.period_list, name="appraisal-periods"),
    path("periods/<int:pk>/", manager.period_detail, name="appraisal-period"),
    path("periods/<int:pk>/people/<str:username>/", manager.person_lines, name="appraisal-person"),
    path("periods/<int:pk>/reckon/", manager.period_reckon, name="appraisal-reckon"),
    path("periods/<int:pk>/close/", manager.period_close, name="appraisal-close"),
    path("periods/<int:pk>/sheets/", sheets.sheets, name="appraisal-sheets"),
    path("periods/<int:pk>/sheets/write/", sheets.sheet_write, name="appraisal-sheet-write"),
    path("periods/<int:pk>/indicators/", indicators.indicators, name="appraisal-indicators"),
    path("periods/<int:pk>/awards/", lists.awards, name="appraisal-awards"),
    path("periods/<int:pk>/deeds/", lists.deeds, name="appraisal-deeds"),
    path("periods/<int:pk>/vetoes/", vetoes.vetoes, name="appraisal-vetoes"),
    path("vetoes/<int:pk>/lift/", vetoes.veto_lift, name="appraisal-veto-lift"),
    path("periods/<int:pk>/bulletin/", bulletin.bulletin, name="appraisal-bulletin"),
    path("periods/<int:pk>/bulletin.docx", bulletin.download, name="appraisal-bulletin-docx"),
    path("sheets/template/", sheets.template, name="appraisal-sheet-template"),
    path("sheets/<int:pk>/people/<int:person_pk>/", sheets.rows_of_person, name="appraisal-sheet-rows"),
    path("awards/<int:pk>/", lists.award_edit, name="appraisal-award"),
    path("awards/<int:pk>/remove/", lists.award_remove, name="appraisal-award-remove"),
    path("deeds/<int:pk>/", lists.deed_edit, name="appraisal-deed"),
    path("deeds/<int:pk>/remove/", lists.deed_remove, name="appraisal-deed-remove"),
    path("objections/<int:pk>/", manager.objection_answer, name="appraisal-objection"),
    path("tokens/", tokens.tokens, name="appraisal-tokens"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="appraisal-token-revoke"),
]
