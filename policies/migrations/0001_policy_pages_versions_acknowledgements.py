import django.db.models.deletion
import foundation.blocks.link
import modelcluster.fields
import organisation.scoped_pages
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('foundation', '__first__'),
        ('organisation', '0001_tree_postings_roles_sign_in'),
        ('question_bank', '0001_banks_questions_checks_practice_enquiries'),
        ('service_items', '0001_catalogue_changes_duties_lookup'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
            ],
            options={
                'verbose_name': '政策动态',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PolicyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('key', models.SlugField(help_text='如 P01；发布后不要改', max_length=80, unique=True, verbose_name='代号')),
                ('document_number', models.CharField(blank=True, max_length=80, verbose_name='文号')),
                ('issuing_body', models.CharField(max_length=120, verbose_name='印发机关')),
                ('published_on', models.DateField(verbose_name='印发日期')),
                ('effective_on', models.DateField(verbose_name='生效日')),
                ('acknowledge_by', models.DateField(help_text='当天 18:00 前签收', verbose_name='签收截止')),
                ('severity', models.CharField(choices=[('high', '高：办法变了'), ('medium', '中：程序或说法变了'), ('low', '低：文字调整')], default='high', max_length=8, verbose_name='影响程度')),
                ('one_line', models.CharField(max_length=120, verbose_name='一句话')),
                ('summary_card', models.CharField(blank=True, help_text='60 字以内，窗口查询时显示', max_length=60, verbose_name='摘要卡')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='口径说明')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='核对日期')),
                ('next_check_on', models.DateField(blank=True, null=True, verbose_name='下次核对')),
                ('clauses', wagtail.fields.StreamField([('change', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': '窗口手册里的编号，如 I08-C4', 'label': '条目编号', 'max_length': 40, 'required': False}), 1: ('wagtail.blocks.CharBlock', (), {'label': '改在哪里', 'max_length': 80}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': '新增的条目留空', 'label': '现行', 'required': False, 'rows': 3}), 3: ('wagtail.blocks.CharBlock', (), {'label': '原据', 'max_length': 160, 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'help_text': '取消的条目留空', 'label': '改后', 'required': False, 'rows': 3}), 5: ('wagtail.blocks.CharBlock', (), {'label': '依据', 'max_length': 160, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('ref', 0), ('where', 1), ('old_text', 2), ('old_basis', 3), ('new_text', 4), ('new_basis', 5)]], {})}, verbose_name='条款前后对照')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('image', 5), ('document', 8), ('table', 12), ('callout', 16), ('steps', 19), ('clause', 25), ('service_item_card', 27), ('dialogue', 32), ('link', 35)], blank=True, block_lookup={0: ('foundation.blocks.heading.HeadingBlock', (), {}), 1: ('foundation.blocks.text.TextBlock', (), {}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '图片'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': '看不到图的人读这一句', 'label': '图里有什么', 'max_length': 200}), 4: ('wagtail.blocks.CharBlock', (), {'label': '图注', 'max_length': 120, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': '文件'}), 7: ('wagtail.blocks.CharBlock', (), {'label': '显示文字', 'max_length': 120, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('document', 6), ('text', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'label': '表名', 'max_length': 120}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '各列用 | 隔开，如：情形 | 您做什么 | 留下什么', 'label': '表头'}), 11: ('wagtail.blocks.TextBlock', (), {'help_text': '一行写一条，各列用 | 隔开；也可以从表格软件里直接粘贴', 'label': '各行', 'rows': 6}), 12: ('wagtail.blocks.StructBlock', [[('caption', 9), ('head', 10), ('rows', 11)]], {}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('error', '易错点'), ('red_line', '红线'), ('tip', '提示')], 'label': '类别'}), 14: ('wagtail.blocks.CharBlock', (), {'label': '标题', 'max_length': 80}), 15: ('wagtail.blocks.TextBlock', (), {'label': '内容', 'rows': 3}), 16: ('wagtail.blocks.StructBlock', [[('kind', 13), ('title', 14), ('text', 15)]], {}), 17: ('wagtail.blocks.TextBlock', (), {'rows': 2}), 18: ('wagtail.blocks.ListBlock', (17,), {'label': '步骤'}), 19: ('wagtail.blocks.StructBlock', [[('steps', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': '文件名称', 'max_length': 120}), 21: ('wagtail.blocks.CharBlock', (), {'label': '条款', 'max_length': 60, 'required': False}), 22: ('wagtail.blocks.TextBlock', (), {'help_text': '写要点，不写成原文', 'label': '要点', 'rows': 3}), 23: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('law', '对照过公布的条文'), ('read', '来自读到的网页，上线前须对照公布文本'), ('common', '一般常识，上线前须核实'), ('demo', '演示取值')], 'label': '来源'}), 24: ('wagtail.blocks.DateBlock', (), {'label': '核对日期'}), 25: ('wagtail.blocks.StructBlock', [[('law', 20), ('clause', 21), ('summary', 22), ('mark', 23), ('checked_on', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'help_text': '如 I08', 'label': '事项编码', 'max_length': 40}), 27: ('wagtail.blocks.StructBlock', [[('code', 26)]], {}), 28: ('wagtail.blocks.CharBlock', (), {'label': '谁说', 'max_length': 20}), 29: ('wagtail.blocks.TextBlock', (), {'label': '说什么', 'rows': 2}), 30: ('wagtail.blocks.StructBlock', [[('who', 28), ('line', 29)]], {}), 31: ('wagtail.blocks.ListBlock', (30,), {'label': '对话'}), 32: ('wagtail.blocks.StructBlock', [[('lines', 31)]], {}), 33: ('wagtail.blocks.ChoiceBlock', [], {'choices': foundation.blocks.link.kind_choices, 'label': '去哪里'}), 34: ('wagtail.blocks.CharBlock', (), {'help_text': '如演练 D04、政策 P01、事项 I08', 'label': '编号', 'max_length': 80}), 35: ('wagtail.blocks.StructBlock', [[('kind', 33), ('key', 34), ('text', 7)]], {})}, verbose_name='内容')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('check_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='policies', to='question_bank.check', verbose_name='签收题')),
                ('node', models.ForeignKey(help_text='这一机构及其下属机构的人能看到', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.node', verbose_name='归属')),
                ('posts', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='不选就是归属机构里的所有人', related_name='+', to='organisation.post', verbose_name='哪些岗位签收')),
                ('rules', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='policies', to='service_items.servicerule', verbose_name='相关规则')),
                ('service_items', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='policies', to='service_items.serviceitem', verbose_name='涉及事项')),
            ],
            options={
                'verbose_name': '政策',
                'verbose_name_plural': '政策',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='PolicyReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': '政策审核',
                'verbose_name_plural': '政策审核',
            },
            bases=(organisation.scoped_pages.ScopedReviewMixin, 'wagtailcore.task'),
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy_key', models.CharField(max_length=80)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=255)),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('effective_on', models.DateField()),
                ('published_at', models.DateTimeField()),
                ('check_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='policy_versions', to='question_bank.check')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '政策版本',
                'verbose_name_plural': '政策版本',
                'ordering': ['policy_key', 'number'],
                'constraints': [models.UniqueConstraint(fields=('policy_key', 'number'), name='policy_version_number_once')],
            },
        ),
        migrations.CreateModel(
            name='PolicyReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policy_readings', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='policies.policyversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='policy_opened_once')],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acknowledged_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='question_bank.checkresult')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='policies.policyversion')),
            ],
            options={
                'verbose_name': '签收',
                'verbose_name_plural': '签收',
                'ordering': ['-acknowledged_at'],
                'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='policy_acknowledged_once')],
            },
        ),
    ]
