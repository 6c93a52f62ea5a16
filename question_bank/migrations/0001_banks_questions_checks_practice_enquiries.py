import django.db.models.deletion
import question_bank.models.imports
import question_bank.models.media
import secrets
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('service_items', '0001_catalogue_changes_duties_lookup'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='名称')),
                ('kind', models.CharField(choices=[('lesson', '课时自测'), ('pre_test', '先测后学'), ('final', '结业检测'), ('policy', '政策签收'), ('change', '改动卡'), ('class', '集中培训')], max_length=10, verbose_name='类别')),
                ('pass_count', models.PositiveSmallIntegerField(verbose_name='答对几题算通过')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': '自测',
                'verbose_name_plural': '自测',
            },
        ),
        migrations.CreateModel(
            name='Bank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='代号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='banks', to='organisation.node')),
            ],
            options={
                'verbose_name': '题库',
                'verbose_name_plural': '题库',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='问什么')),
                ('text', models.TextField(max_length=2000, verbose_name='说清楚')),
                ('asked_at', models.DateTimeField()),
                ('about_kind', models.CharField(blank=True, max_length=40)),
                ('about_key', models.CharField(blank=True, max_length=120)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='答复期限')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('next_check_on', models.DateField(blank=True, null=True, verbose_name='下次核对')),
                ('doubt', models.CharField(blank=True, max_length=300, verbose_name='为什么待更新')),
                ('source_key', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('search_text', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to=settings.AUTH_USER_MODEL)),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries_to_answer', to=settings.AUTH_USER_MODEL)),
                ('rules', models.ManyToManyField(blank=True, related_name='+', to='service_items.servicerule')),
                ('service_items', models.ManyToManyField(blank=True, related_name='enquiries', to='service_items.serviceitem')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '提问',
                'verbose_name_plural': '提问',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='题号')),
                ('kind', models.CharField(max_length=20, verbose_name='题型')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('retired_reason', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                ('provenance', models.JSONField(blank=True, default=dict)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions_written', to=settings.AUTH_USER_MODEL)),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='question_bank.bank')),
            ],
            options={
                'verbose_name': '试题',
                'verbose_name_plural': '试题',
                'constraints': [models.UniqueConstraint(fields=('bank', 'code'), name='question_code_once_per_bank')],
            },
        ),
        migrations.CreateModel(
            name='QuestionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(verbose_name='内容')),
                ('cognitive_level', models.CharField(choices=[('remember', '识记'), ('understand', '理解'), ('apply', '应用'), ('analyse', '分析')], default='understand', max_length=12, verbose_name='认知层次')),
                ('difficulty', models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], default=2, verbose_name='难度')),
                ('points', models.DecimalField(decimal_places=2, default=1, max_digits=6, verbose_name='分值')),
                ('pool', models.CharField(choices=[('practice', '练习'), ('exam', '考试'), ('both', '通用')], default='both', max_length=10, verbose_name='用途')),
                ('exclusion_group', models.CharField(blank=True, max_length=80, verbose_name='互斥组')),
                ('legal_basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('clause', models.CharField(blank=True, max_length=120, verbose_name='条款')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='来源')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('to_verify', models.BooleanField(default=False, verbose_name='待核实')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='有效期起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='有效期止')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审'), ('returned', '退回')], default='draft', max_length=10, verbose_name='状态')),
                ('saved_at', models.DateTimeField(auto_now=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('search_text', models.TextField(blank=True)),
                ('review_note', models.TextField(blank=True, verbose_name='审题意见')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='question_drafts', to=settings.AUTH_USER_MODEL)),
                ('editors', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='question_bank.question')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rules', models.ManyToManyField(blank=True, related_name='+', to='service_items.servicerule')),
                ('service_items', models.ManyToManyField(blank=True, related_name='+', to='service_items.serviceitem')),
            ],
            options={
                'verbose_name': '试题草稿',
                'verbose_name_plural': '试题草稿',
            },
        ),
        migrations.CreateModel(
            name='DraftKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.JSONField()),
                ('explanation', models.TextField(blank=True)),
                ('notes', models.TextField(blank=True)),
                ('draft', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='key_row', to='question_bank.questiondraft')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuestionImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('read', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0)),
                ('summary', models.JSONField(default=dict)),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='question_bank.bank')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bank', 'sha256'), name='question_file_once_per_bank')],
            },
        ),
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('pasted', models.BooleanField(default=False)),
                ('format', models.CharField(blank=True, max_length=20)),
                ('spool', models.FileField(storage=question_bank.models.media.private_storage, upload_to=question_bank.models.imports.spool_path)),
                ('columns', models.JSONField(blank=True, null=True)),
                ('write', models.BooleanField(default=False)),
                ('keep_good', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', '等待处理'), ('running', '正在处理'), ('checked', '已检查'), ('refused', '读不出来'), ('done', '已写入'), ('failed', '处理中断')], default='waiting', max_length=10)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('report', models.JSONField(default=dict)),
                ('preview', models.FileField(blank=True, storage=question_bank.models.media.private_storage, upload_to=question_bank.models.imports.spool_path)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_jobs', to='question_bank.bank')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='question_bank.questionimport')),
            ],
        ),
        migrations.CreateModel(
            name='QuestionMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=secrets.token_urlsafe, max_length=43, unique=True)),
                ('file', models.FileField(storage=question_bank.models.media.private_storage, upload_to=question_bank.models.media.media_path)),
                ('content_type', models.CharField(max_length=40)),
                ('alt', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='question_bank.question')),
            ],
        ),
        migrations.CreateModel(
            name='QuestionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(verbose_name='内容')),
                ('cognitive_level', models.CharField(choices=[('remember', '识记'), ('understand', '理解'), ('apply', '应用'), ('analyse', '分析')], default='understand', max_length=12, verbose_name='认知层次')),
                ('difficulty', models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], default=2, verbose_name='难度')),
                ('points', models.DecimalField(decimal_places=2, default=1, max_digits=6, verbose_name='分值')),
                ('pool', models.CharField(choices=[('practice', '练习'), ('exam', '考试'), ('both', '通用')], default='both', max_length=10, verbose_name='用途')),
                ('exclusion_group', models.CharField(blank=True, max_length=80, verbose_name='互斥组')),
                ('legal_basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('clause', models.CharField(blank=True, max_length=120, verbose_name='条款')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='来源')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('to_verify', models.BooleanField(default=False, verbose_name='待核实')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='有效期起')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='有效期止')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('kind', models.CharField(max_length=20, verbose_name='题型')),
                ('content_hash', models.CharField(max_length=64)),
                ('search_text', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField()),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='question_bank.question')),
                ('rules', models.ManyToManyField(blank=True, related_name='question_versions', to='service_items.servicerule')),
                ('service_items', models.ManyToManyField(blank=True, related_name='question_versions', to='service_items.serviceitem')),
            ],
            options={
                'verbose_name': '试题版本',
                'verbose_name_plural': '试题版本',
                'constraints': [models.UniqueConstraint(fields=('question', 'number'), name='question_version_number_once'), models.CheckConstraint(condition=models.Q(('author', models.F('approved_by')), _negated=True), name='question_never_approved_by_its_author')],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='current_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.questionversion'),
        ),
        migrations.CreateModel(
            name='PracticeAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('value', models.JSONField(null=True)),
                ('right', models.BooleanField()),
                ('counted', models.BooleanField(default=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_answers', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.questionversion')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-at'], name='practice_answer_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField(max_length=2000, verbose_name='答复')),
                ('basis', models.CharField(blank=True, max_length=300, verbose_name='依据')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='question_bank.enquiry')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='enquiry',
            name='verified_reply',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.reply'),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='question_bank.topic')),
            ],
            options={
                'verbose_name': '知识点',
                'verbose_name_plural': '知识点',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='questionversion',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.topic'),
        ),
        migrations.AddField(
            model_name='questiondraft',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.topic'),
        ),
        migrations.CreateModel(
            name='VersionKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.JSONField()),
                ('explanation', models.TextField(blank=True)),
                ('notes', models.TextField(blank=True)),
                ('number', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='question_bank.questionversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='version_key_number_once')],
            },
        ),
        migrations.CreateModel(
            name='WrongAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=20)),
                ('times', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, choices=[('unknown', '不会'), ('guessed', '蒙的'), ('misread', '看错题'), ('rule_changed', '口径变了')], max_length=14, verbose_name='原因')),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wrong_answers', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='question_bank.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'question'), name='wrong_answer_once_per_question')],
            },
        ),
        migrations.CreateModel(
            name='CheckResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('right_count', models.PositiveSmallIntegerField()),
                ('question_count', models.PositiveSmallIntegerField()),
                ('passed', models.BooleanField()),
                ('answers', models.JSONField()),
                ('check_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='question_bank.check')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_results', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'check_set', '-at'], name='check_result_of_person')],
            },
        ),
        migrations.CreateModel(
            name='PracticeCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField()),
                ('fsrs', models.JSONField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_cards', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='question_bank.question')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'due_at'], name='practice_card_due')],
                'constraints': [models.UniqueConstraint(fields=('person', 'question'), name='practice_card_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('check_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='question_bank.check')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_entries', to='question_bank.question')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('check_set', 'question'), name='check_question_once'), models.UniqueConstraint(fields=('check_set', 'position'), name='check_position_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at', None), ('verified_reply', None)), models.Q(('verified_at__isnull', False), ('verified_reply__isnull', False)), _connector='OR'), name='enquiry_verified_with_a_reply'),
        ),
    ]
